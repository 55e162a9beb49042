/** A local time. The exact time in UTC is shown on hover and read by screen readers. */

const SHORT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export function Time({ at, none = '-' }: { at: Date | undefined; none?: string }) {
  if (!at) return <>{none}</>;
  return (
    <time dateTime={at.toISOString()} title={at.toISOString().replace('T', ' ').replace('.000Z', ' UTC')}>
      {SHORT.format(at)}
    </time>
  );
}

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** `3 days ago`. */
export function renderAge(at: Date, now: Date): string {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  const unit = UNITS.find(([, size]) => Math.abs(seconds) >= size);
  return unit ? RELATIVE.format(Math.trunc(seconds / unit[1]), unit[0]) : 'just now';
}

export function Age({ at, none = '-' }: { at: Date | undefined; none?: string }) {
  if (!at) return <>{none}</>;
  return (
    <time dateTime={at.toISOString()} title={at.toISOString().replace('T', ' ').replace('.000Z', ' UTC')}>
      {renderAge(at, new Date())}
    </time>
  );
}
