/**
 * Writes a text so that Slack shows it as it is, with mentions of single users (`<@U0123ABCD>`) left.
 *
 * `<!channel>` and the like are shown, not executed: a text that a model was made to repeat must not
 * notify a whole company.
 */
export function toMarkup(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/&lt;@([UW][A-Z0-9]+)&gt;/g, "<@$1>");
}
