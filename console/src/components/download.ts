/** Downloads a text as a file. */

export function download(name: string, type: 'text/csv' | 'application/json' | 'text/plain', content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
