/**
 * The one Trusted Types policy that the server's CSP admits. Answers of IAM and STS are XML, which the AWS SDK reads
 * with `DOMParser`, a sink of Trusted Types: it lets these through, but nothing that could be a page.
 */
const XML_ANSWER = /^\s*<(\?xml\b|[A-Za-z]+Response\b)/;

interface PolicyFactory {
  createPolicy(name: string, rules: { createHTML: (text: string) => string }): unknown;
}

export function checkHTML(text: string): string {
  if (text !== '' && !XML_ANSWER.test(text)) throw new TypeError(`blocked HTML: ${text.slice(0, 80)}`);
  return text;
}

const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
factory?.createPolicy('default', { createHTML: checkHTML });
