/** The severity of a finding of the server, as editor and form show it. */
export function severityOf(type: string | undefined): 'error' | 'warning' | 'info' {
  if (type === 'ERROR') return 'error';
  return type === 'SUGGESTION' ? 'info' : 'warning';
}
