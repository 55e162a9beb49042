/** Cloudscape's colors for the page itself, which the components leave alone. */
import * as tokens from '@cloudscape-tokens';

export function applyPageColors(): void {
  document.body.style.setProperty('--limen-background', tokens.colorBackgroundLayoutMain);
  document.body.style.setProperty('--limen-text', tokens.colorTextBodyDefault);
}
