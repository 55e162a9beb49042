/** Limits of managed policies (docs/spec/api.md, quotas). */

/** Characters of a document, not counting white space. */
export const POLICY_LIMIT = 6144;

export const MOST_VERSIONS = 5;
