/** A field that adds a text to a list, by its button or with Enter. */
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';

interface Props {
  label: string;
  placeholder: string;
  /** Why the text cannot be added; empty if it can. */
  check: (text: string) => string;
  taken: readonly string[];
  onAdd: (text: string) => void;
}

export function AddText({ label, placeholder, check, taken, onAdd }: Props) {
  const [text, setText] = useState('');
  const fault = taken.includes(text) && text ? 'This is in the list already.' : check(text);
  const isReady = text !== '' && !fault;
  const add = () => {
    if (!isReady) return;
    onAdd(text);
    setText('');
  };
  return (
    <FormField label={label} errorText={text && fault} stretch>
      <div className="beside">
        <Input
          value={text}
          placeholder={placeholder}
          spellcheck={false}
          autoComplete={false}
          onChange={({ detail }) => setText(detail.value.trim())}
          onKeyDown={(event) => {
            if (event.detail.key !== 'Enter') return;
            event.preventDefault();
            add();
          }}
        />
        <Button formAction="none" disabled={!isReady} ariaLabel={`${label}: add`} onClick={add}>
          Add
        </Button>
      </div>
    </FormField>
  );
}
