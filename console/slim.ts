/**
 * Leaves out what Cloudscape ships and this console never shows. Each part is named here, and the build fails if
 * something in the bundle needs it, or if an upgrade has moved it: nothing is lost silently and nothing comes back.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';

const COMPONENTS = '@cloudscape-design/components/';
const TOKENS = `${COMPONENTS}internal/base-theme/styles.scoped.css`;
const MESSAGES = `${COMPONENTS}i18n/messages/all.en.js`;
const ICONS = `${COMPONENTS}icon/generated/icons.js`;

/** Modules, by what takes their place. */
const MODULES: Readonly<Record<string, string>> = {
  // The classic layout and the one with a toolbar, which only the flags of AWS's own console turn on.
  'app-layout/internal.js': "export { default as AppLayoutInternal } from './visual-refresh';",
  // Columns that are dragged to another place: a preference that the tables do not offer.
  'collection-preferences/content-display/index.js': 'export default () => null;',
};

/** Design tokens (CSS variables) of components that are not used. */
const UNUSED_TOKENS = new RegExp(
  `-(${[
    'action-card|item-card|avatar|board-placeholder|calendar-grid-g|text-calendar|border-calendar|background-calendar',
    'chart|charts-(palette|status|threshold|line|error|red|yellow|green)|chat-bubble-(in|out)|code-editor|code-view',
    'dialog|dropzone|home|layout-(ai|mobile|toolbar)|badge-(severity|grey|blue|green|red)|severity',
    'slider|tiles?|tree-view|tutorial|toggle-button',
  ].join('|')})-`,
);

/** Messages of components that are not used. */
const UNUSED_MESSAGES: readonly string[] =
  `
  [charts] annotation-context area-chart calendar cards code-editor date-picker date-range-picker dialog
  features-notification-drawer file-token-group file-upload pie-chart prompt-input property-filter
  s3-resource-selector slider tree-view tutorial-panel
`.match(/\S+/g) ?? [];

/** Icons that no component in the bundle names. */
const UNUSED_ICONS: readonly string[] =
  `
  anchor-link angle-left-double angle-right-double announcement at-symbol audio-full audio-half audio-off
  backward-10-seconds bug call closed-caption closed-caption-unavailable command-prompt contact
  convert-code delete-marker edit-gen-ai envelope exit-full-screen face-happy face-happy-filled
  face-neutral face-neutral-filled face-sad face-sad-filled file-open flag folder folder-open
  forward-10-seconds full-screen globe grid-view group-active heart heart-filled history insert-row
  internal-link light-dark list-view location-pin map microphone microphone-off mini-player multiscreen
  notification search-gen-ai security send share shrink side-bar slash star star-filled star-half
  stop-circle subtract-minus suggestions suggestions-gen-ai thumbs-down thumbs-down-filled thumbs-up
  thumbs-up-filled ticket transcript unlocked upload-download video-camera-off video-camera-on
  video-camera-unavailable video-off video-on video-unavailable view-full view-horizontal zoom-in zoom-out
  zoom-to-fit
`.match(/\S+/g) ?? [];

export function slim(): Plugin[] {
  return [dropModules(), dropTokens(), dropMessages(), dropIcons()];
}

const fail = (what: string): never => {
  throw new Error(`slim: ${what}`);
};

function dropModules(): Plugin {
  const missing = new Set(Object.keys(MODULES));
  return {
    name: 'drop-modules',
    enforce: 'pre',
    apply: 'build',
    transform(_, id) {
      const name = Object.keys(MODULES).find((each) => id.endsWith(COMPONENTS + each));
      if (name === undefined) return null;
      missing.delete(name);
      return { map: null, code: MODULES[name] ?? '' };
    },
    buildEnd(error) {
      if (!error && missing.size > 0) fail(`not found in Cloudscape: ${[...missing].join(', ')}`);
    },
  };
}

/** Every token is defined once, so that the fallback at each of its uses says nothing new. */
function dropTokens(): Plugin {
  const source = fs.readFileSync(path.resolve('node_modules', TOKENS), 'utf8');
  const defined = new Set(Array.from(source.matchAll(/(--[\w-]+):/g), ([, name = '']) => name));
  const dropped = new Set([...defined].filter((name) => UNUSED_TOKENS.test(name)));
  return {
    name: 'drop-tokens',
    enforce: 'pre',
    apply: 'build',
    transform(code, id) {
      if (!id.endsWith('.css') || !id.includes(COMPONENTS)) return null;
      const declaration = /(?<![\w-])(--[\w-]+):[^;{}]*;/g;
      const isKept = (all: string, name: string) => (dropped.has(name) ? '' : all);
      const kept = id.endsWith(TOKENS) ? code.replace(declaration, isKept) : code;
      return { map: null, code: dropFallbacks(kept, defined) };
    },
    generateBundle(_, bundle) {
      if (dropped.size === 0) fail('no tokens were dropped');
      for (const file of Object.values(bundle)) {
        const text = file.type === 'chunk' ? file.code : String(file.fileName.endsWith('.css') && file.source);
        const needed = Array.from(text.matchAll(/var\((--[\w-]+)/g), ([, name = '']) => name);
        const lost = needed.filter((name) => dropped.has(name));
        if (lost.length > 0) fail(`${file.fileName} needs the tokens ${lost.join(', ')}`);
      }
    },
  };
}

/** `var(--known, anything)` without its fallback, which may itself have parentheses. */
function dropFallbacks(css: string, known: ReadonlySet<string>): string {
  const start = /var\((--[\w-]+),/g;
  let result = '';
  let from = 0;
  for (let found = start.exec(css); found; found = start.exec(css)) {
    const [all, name = ''] = found;
    if (!known.has(name)) continue;
    let end = found.index + all.length;
    for (let depth = 1; depth > 0; end += 1) depth += css[end] === '(' ? 1 : css[end] === ')' ? -1 : 0;
    result += `${css.slice(from, found.index)}var(${name})`;
    from = end;
    start.lastIndex = end;
  }
  return result + css.slice(from);
}

function dropMessages(): Plugin {
  return {
    name: 'drop-messages',
    enforce: 'pre',
    apply: 'build',
    transform(code, id) {
      if (!id.endsWith(MESSAGES)) return null;
      const messages = JSON.parse(code.replace(/^export default /, '').replace(/;\s*$/, ''));
      const english = messages['cloudscape-design-components'].en as Record<string, unknown>;
      for (const name of UNUSED_MESSAGES) {
        if (!(name in english)) fail(`no messages of ${name}`);
        delete english[name];
      }
      return { map: null, code: `export default ${JSON.stringify(messages)};` };
    },
    buildEnd() {
      const ids = [...this.getModuleIds()];
      const needed = UNUSED_MESSAGES.filter((name) => ids.some((id) => id.includes(`${COMPONENTS}${name}/index.js`)));
      if (needed.length > 0) fail(`messages are needed: ${needed.join(', ')}`);
    },
  };
}

/** The file is an object of calls of `React.createElement`, one an icon. */
function dropIcons(): Plugin {
  return {
    name: 'drop-icons',
    enforce: 'pre',
    apply: 'build',
    transform(code, id) {
      if (!id.endsWith(ICONS)) return null;
      const from = code.indexOf('{\n') + 1;
      const to = code.lastIndexOf('\n};');
      const entries = code.slice(from, to).split(/(?=\n {4}["\w-]+: React)/);
      const nameOf = (entry: string) => /^\n {4}"?([\w-]+)"?:/.exec(entry)?.[1] ?? '';
      const names = new Set(entries.map(nameOf));
      const moved = UNUSED_ICONS.filter((name) => !names.has(name));
      if (moved.length > 0) fail(`no icons ${moved.join(', ')}`);
      const kept = entries.filter((entry) => !UNUSED_ICONS.includes(nameOf(entry)));
      return { map: null, code: code.slice(0, from) + kept.join('') + code.slice(to) };
    },
    buildEnd() {
      const named = new Set<string>();
      for (const id of this.getModuleIds()) {
        if (id.endsWith(ICONS)) continue;
        for (const [, name = ''] of (this.getModuleInfo(id)?.code ?? '').matchAll(/["'`]([\w-]+)["'`]/g))
          named.add(name);
      }
      const needed = UNUSED_ICONS.filter((name) => named.has(name));
      if (needed.length > 0) fail(`icons are needed: ${needed.join(', ')}`);
    },
  };
}
