/** Tables as files to download. */

/** A spreadsheet runs text that begins like this as a formula. */
const FORMULA = /^[=+\-@\t\r]/;

export function renderCSV(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return `${[header, ...rows].map((row) => row.map(renderCell).join(',')).join('\r\n')}\r\n`;
}

function renderCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
