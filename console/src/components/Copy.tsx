/** A text with a button that copies it. */
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';

interface Props {
  text: string;
  /** The kind of text, for the button's label: `ARN`, `access key ID`. */
  what: string;
}

export const Copy = ({ text, what }: Props) => (
  <CopyToClipboard
    variant="inline"
    textToCopy={text}
    copyButtonAriaLabel={`Copy ${what}`}
    copySuccessText="Copied"
    copyErrorText="The browser did not allow copying"
  />
);

export const CopyButton = ({ text, what }: Props) => (
  <CopyToClipboard
    variant="button"
    copyButtonText={`Copy ${what}`}
    textToCopy={text}
    copySuccessText="Copied"
    copyErrorText="The browser did not allow copying"
  />
);
