/** Texts that can be removed, such as ARNs and patterns. */
import Button from '@cloudscape-design/components/button';

interface Props {
  label: string;
  texts: readonly string[];
  onRemove: (text: string) => void;
}

export function TextList({ label, texts, onRemove }: Props) {
  if (texts.length === 0) return null;
  return (
    <ul className="plain texts" aria-label={label}>
      {[...new Set(texts)].map((text) => (
        <li key={text}>
          <code className="wrap">{text || '(empty)'}</code>
          <Button
            variant="inline-icon"
            iconName="close"
            formAction="none"
            ariaLabel={`Remove ${text}`}
            onClick={() => onRemove(text)}
          />
        </li>
      ))}
    </ul>
  );
}
