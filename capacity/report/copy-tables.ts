const MARK = /<!-- copied from capacity\/results\.md: (.+?); npm run capacity -- --write -->/;

/**
 * Puts the sections of the results between the marks of a page that name their headings.
 *
 * @throws Error for a mark without an end, and for a heading that the results lack.
 */
export function copyTables(page: string, results: string): string {
  return page
    .split(/(?=<!-- copied from capacity\/)/)
    .map((part) => fill(part, results))
    .join("");
}

const END = "<!-- end of the copy -->";

function fill(part: string, results: string): string {
  const [mark, heading] = MARK.exec(part) ?? [];
  // The text before the first mark.
  if (mark === undefined) return part;
  const end = part.indexOf(END);
  if (end < 0) throw new Error(`The copy of "${heading}" needs the line "${END}" after it`);
  const section = results.split(/^## /m).find((one) => one.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`The results have no section "${heading}"`);
  const body = section.slice(String(heading).length).trim();
  return `${mark}\n${body}\n${part.slice(end)}`;
}
