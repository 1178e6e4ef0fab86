/** The fault of a JQL query, in Jira's words. */
export class JqlError extends Error {}
