/** What IAM allows of a managed policy (docs/spec/api.md, quotas). */

/** Characters of a document, white space apart. */
export const POLICY_LIMIT = 6144;

export const MOST_VERSIONS = 5;
