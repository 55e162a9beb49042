/** The server's findings in a document that is being edited, once typing has stopped. */
import { useEffect, useState } from 'react';
import { type Checked, checkDocument, type DocumentKind } from '../../api/validation';
import { findSyntaxError } from '../../model/document';

const DELAY_MS = 400;
const NOTHING: Checked = { findings: [] };

export function useChecked(text: string, kind: DocumentKind): Checked {
  const [checked, setChecked] = useState(NOTHING);
  useEffect(() => {
    let isCurrent = true;
    const timer = window.setTimeout(async () => {
      if (findSyntaxError(text)) return;
      const answer = await checkDocument(text, kind);
      if (isCurrent) setChecked(answer);
    }, DELAY_MS);
    return () => {
      isCurrent = false;
      window.clearTimeout(timer);
    };
  }, [text, kind]);
  return checked;
}
