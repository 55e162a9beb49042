import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { slim } from './slim.ts';

const TOKENS = '@cloudscape-design/components/internal/generated/styles/tokens.js';
const NO_PARSER = '@formatjs/icu-messageformat-parser/lib/no-parser.js';

/** Where `npm run dev` finds a running Limen. */
const SERVER = process.env.LIMEN_ENDPOINT ?? 'http://127.0.0.1:4260';

/**
 * Cloudscape's global styles contain eight fonts as data: URLs: 145 kB that block rendering and need `font-src data:`.
 * Write them as files, which Vite then names by their digest and a browser fetches when it needs them.
 */
function extractFonts(): Plugin {
  const folder = path.resolve('node_modules/.fonts');
  const write = (base64: string) => {
    const font = Buffer.from(base64, 'base64');
    const file = path.join(folder, `open-sans-${createHash('sha256').update(font).digest('hex').slice(0, 8)}.woff2`);
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(file, font);
    return `url('${file}')`;
  };
  return {
    name: 'extract-fonts',
    enforce: 'pre',
    apply: 'build',
    transform: (code, id) =>
      /global-styles\/index\.css$/.test(id)
        ? { map: null, code: code.replace(/url\('?data:font\/woff2;base64,([^')]+)'?\)/g, (_, font) => write(font)) }
        : null,
  };
}

export default defineConfig({
  base: '/console/',
  resolve: {
    alias: {
      // The package of design tokens is released apart from the components, and the names of its CSS variables drift.
      // These are the tokens that the components themselves were built with.
      '@cloudscape-tokens': path.resolve('node_modules', TOKENS),
      // Cloudscape's messages are compiled already, so their parser is never called.
      '@formatjs/icu-messageformat-parser': path.resolve('node_modules', NO_PARSER),
    },
  },
  plugins: [react(), extractFonts(), slim()],
  build: {
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    license: true,
    modulePreload: { polyfill: false },
    target: 'es2022',
  },
  server: {
    // Signatures cover the Host header, so it must arrive as the browser sent it.
    proxy: { '^/(v1/token|$)': { target: SERVER, changeOrigin: false } },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    server: { deps: { inline: [/@cloudscape-design\//] } },
  },
});
