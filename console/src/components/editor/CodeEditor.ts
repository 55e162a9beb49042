/**
 * CodeMirror for policy documents. It is mounted in a shadow root, where it uses constructed style sheets instead of
 * `<style>` elements, which the CSP forbids; Cloudscape's tokens are CSS variables and reach inside.
 */

import type { ValidatePolicyFinding } from '@aws-sdk/client-accessanalyzer';
import * as tokens from '@cloudscape-tokens';
import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json, jsonParseLinter } from '@codemirror/lang-json';
import { bracketMatching, foldGutter, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, linter, lintGutter, lintKeymap } from '@codemirror/lint';
import { EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { severityOf } from './severity';

/** Checking waits until typing has stopped for this long. */
const DELAY_MS = 400;

export interface Options {
  readonly text: string;
  readonly label: string;
  readonly isReadOnly: boolean;
  readonly onChange: (text: string) => void;
  /** Called when the text is JSON. */
  readonly check: (text: string) => Promise<readonly ValidatePolicyFinding[]>;
}

export function createEditor(host: HTMLElement, options: Options): EditorView {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  return new EditorView({
    parent: root,
    root,
    state: EditorState.create({ doc: options.text, extensions: extensions(options) }),
  });
}

/** Replace the text, such as by a template. */
export function replaceText(view: EditorView, text: string): void {
  if (view.state.doc.toString() === text) return;
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
}

function extensions(options: Options): Extension[] {
  const common = [
    lineNumbers(),
    foldGutter(),
    json(),
    theme,
    syntaxHighlighting(highlight),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': options.label, 'aria-multiline': 'true' }),
  ];
  if (options.isReadOnly) return [...common, EditorState.readOnly.of(true), keymap.of(defaultKeymap)];
  return [
    ...common,
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    lintGutter(),
    // Tab moves the focus out of the editor, so that keyboard users are not trapped in it.
    keymap.of([...defaultKeymap, ...historyKeymap, ...closeBracketsKeymap, ...lintKeymap]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) options.onChange(update.state.doc.toString());
    }),
    linter(makeLinter(options.check), { delay: DELAY_MS }),
  ];
}

function makeLinter(check: Options['check']) {
  const syntax = jsonParseLinter();
  return async (view: EditorView): Promise<readonly Diagnostic[]> => {
    const faults = syntax(view);
    if (faults.length > 0) return faults;
    const text = view.state.doc.toString();
    const findings = await check(text);
    return findings.map((finding) => diagnose(finding, text.length));
  };
}

/** The spans of ValidatePolicy are offsets in the text, as CodeMirror's are. */
function diagnose(finding: ValidatePolicyFinding, length: number): Diagnostic {
  const span = finding.locations?.[0]?.span;
  const within = (offset: number | undefined, fallback: number) => Math.min(Math.max(offset ?? fallback, 0), length);
  const from = within(span?.start?.offset, 0);
  return {
    from,
    to: Math.max(within(span?.end?.offset, length), from),
    severity: severityOf(finding.findingType),
    message: finding.findingDetails ?? '',
    source: finding.issueCode,
  };
}

const theme = EditorView.theme({
  '&': {
    minHeight: '120px',
    maxHeight: '60vh',
    border: `1px solid ${tokens.colorBorderInputDefault}`,
    borderRadius: '8px',
    fontSize: '14px',
    backgroundColor: tokens.colorBackgroundInputDefault,
    color: tokens.colorTextBodyDefault,
    overflow: 'hidden',
  },
  '&.cm-focused': { outline: `2px solid ${tokens.colorBorderItemFocused}` },
  '.cm-scroller': { fontFamily: tokens.fontFamilyMonospace, overflow: 'auto' },
  '.cm-gutters': {
    backgroundColor: tokens.colorBackgroundLayoutMain,
    color: tokens.colorTextBodySecondary,
    borderInlineEnd: `1px solid ${tokens.colorBorderDividerDefault}`,
  },
  '.cm-cursor': { borderLeftColor: tokens.colorTextBodyDefault },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: `${tokens.colorBackgroundItemSelected} !important`,
  },
  '.cm-tooltip': {
    backgroundColor: tokens.colorBackgroundContainerContent,
    color: tokens.colorTextBodyDefault,
    border: `1px solid ${tokens.colorBorderDividerDefault}`,
  },
});

const highlight = HighlightStyle.define([
  { tag: tags.propertyName, color: tokens.colorTextLinkDefault },
  { tag: tags.string, color: tokens.colorTextStatusSuccess },
  { tag: [tags.bool, tags.null, tags.number], color: tokens.colorTextStatusWarning },
]);
