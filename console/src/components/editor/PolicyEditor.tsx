/** The editor of policy documents. It shows the server's findings at their position in the text. */
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { EditorView } from '@codemirror/view';
import { useEffect, useRef, useState } from 'react';
import { type Checked, checkDocument, type DocumentKind } from '../../api/validation';
import { findSyntaxError, formatDocument } from '../../model/document';
import { createEditor, replaceText } from './CodeEditor';
import { Findings } from './Findings';
import { Length } from './Length';

interface Props {
  value: string;
  onChange?: (text: string) => void;
  kind: DocumentKind;
  label?: string;
  /** The maximum number of characters, not counting white space. */
  limit?: number;
  /** Where the cursor is when the editor opens. */
  at?: number;
}

const NOTHING: Checked = { findings: [] };

export default function PolicyEditor({ value, onChange, kind, label = 'Policy document', limit, at }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const [checked, setChecked] = useState<Checked>(NOTHING);
  const latest = useRef({ onChange, kind });
  latest.current = { onChange, kind };
  const isReadOnly = onChange === undefined;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor owns the text once it is open
  useEffect(() => {
    if (!host.current) return;
    view.current = createEditor(host.current, {
      text: value,
      label,
      isReadOnly,
      onChange: (text) => latest.current.onChange?.(text),
      check: async (text) => {
        const answer = await checkDocument(text, latest.current.kind);
        setChecked(answer);
        return answer.findings;
      },
    });
    if (at !== undefined) jumpTo(view.current, at);
    return () => view.current?.destroy();
  }, [isReadOnly, label]);

  useEffect(() => {
    if (view.current) replaceText(view.current, value);
  }, [value]);

  const fault = findSyntaxError(value);
  return (
    <SpaceBetween size="s">
      <div ref={host} className="editor" data-testid="editor" />
      {!isReadOnly && (
        <>
          <SpaceBetween direction="horizontal" size="m" alignItems="center">
            <Button
              iconName="edit"
              formAction="none"
              disabled={Boolean(fault)}
              onClick={() => onChange(formatDocument(value))}
            >
              Format
            </Button>
            {limit !== undefined && <Length text={value} limit={limit} />}
          </SpaceBetween>
          {fault ? (
            <StatusIndicator type="error">
              <span className="wrap">Not JSON: {fault}</span>
            </StatusIndicator>
          ) : (
            <Findings checked={checked} onChosen={(offset) => jumpTo(view.current, offset)} />
          )}
        </>
      )}
    </SpaceBetween>
  );
}

function jumpTo(view: EditorView | undefined, offset: number): void {
  if (!view) return;
  const anchor = Math.min(offset, view.state.doc.length);
  view.dispatch({ selection: { anchor }, scrollIntoView: true });
  view.focus();
}
