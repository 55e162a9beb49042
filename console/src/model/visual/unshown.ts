/** Why a document or a statement cannot be shown as a form; it is kept as it is. */
export class Unshown extends Error {}
