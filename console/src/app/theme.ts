/** Cloudscape's colors for the parts of the page outside its components. They follow light and dark mode. */
import * as tokens from '@cloudscape-tokens';

export function applyPageColors(): void {
  const { style } = document.body;
  style.setProperty('--limen-background', tokens.colorBackgroundLayoutMain);
  style.setProperty('--limen-text', tokens.colorTextBodyDefault);
  style.setProperty('--limen-line', tokens.colorBorderDividerDefault);
  style.setProperty('--limen-added', tokens.colorBackgroundNotificationGreen);
  style.setProperty('--limen-removed', tokens.colorBackgroundNotificationRed);
}
