/** ARNs from the formats of the catalog, such as `arn:${Partition}:s3:::${BucketName}/${KeyName}`. */
import type { ServiceDetail } from '../../api/explanations';

const PLACEHOLDER = /\$\{(\w+)\}/g;

/** The names of what is to be filled in, in their order, each once. */
export const placeholdersOf = (format: string): readonly string[] => [
  ...new Set(Array.from(format.matchAll(PLACEHOLDER), ([, name = '']) => name)),
];

/** `*` for what is empty. */
export const fillIn = (format: string, values: Readonly<Record<string, string>>): string =>
  format.replace(PLACEHOLDER, (_, name: string) => values[name]?.trim() || '*');

/** `BucketName` -> `Bucket name`. */
export function labelOf(placeholder: string): string {
  const words = placeholder.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export interface ArnFormat {
  readonly service: string;
  readonly type: string;
  readonly format: string;
  /** Whether the chosen actions use resources of this type. */
  readonly isUsed: boolean;
}

/** All formats of the services, those of types that the chosen actions use first. */
export function formatsOf(
  services: readonly ServiceDetail[],
  isChosen: (service: string, action: string) => boolean,
): readonly ArnFormat[] {
  const all = services.flatMap(({ Prefix, Actions, ResourceTypes }) => {
    const chosen = Actions.filter(({ Name }) => isChosen(Prefix, Name));
    const used = new Set(chosen.flatMap((action) => action.ResourceTypes.map(({ Name }) => Name)));
    return ResourceTypes.flatMap(({ Name, ArnFormats }) =>
      ArnFormats.map((format) => ({ service: Prefix, type: Name, format, isUsed: used.has(Name) })),
    );
  });
  return [...all.filter(({ isUsed }) => isUsed), ...all.filter(({ isUsed }) => !isUsed)];
}

/** Why a text cannot be a resource; empty if it can. The server checks it again. */
export function checkResource(text: string): string {
  if (text === '' || text === '*') return '';
  if (/\s/.test(text)) return 'An ARN has no spaces.';
  return text.split(':').length >= 6 && /^(arn|\*)/.test(text)
    ? ''
    : 'An ARN looks like arn:aws:s3:::bucket/key, with * for any part.';
}
