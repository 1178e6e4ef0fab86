/** A heading of a page with the text below it, to the next heading. */
export interface Section {
  /** The headings that lead to it, from the page's title on. */
  readonly headings: readonly string[];
  /** Markdown, without the headings. */
  readonly text: string;
}

/** One page of the documentation. */
export interface Page {
  /** Its path, as `guide/servers.md`. */
  readonly path: string;
  readonly title: string;
  /** The whole page in Markdown, without comments. */
  readonly markdown: string;
  readonly sections: readonly Section[];
}

/** Reads a page of Markdown. */
export function parsePage(path: string, source: string): Page {
  const markdown = source.replace(/^<!--.*-->\n/gm, "");
  const sections: { headings: string[]; text: string }[] = [];
  let isCode = false;
  for (const line of markdown.split("\n")) {
    if (line.startsWith("```")) isCode = !isCode;
    const [, marks = "", heading = ""] = (!isCode && /^(#{1,4}) (.+)$/.exec(line)) || [];
    const above = sections.at(-1)?.headings ?? [];
    if (heading !== "") {
      sections.push({ headings: [...above.slice(0, marks.length - 1), toText(heading)], text: "" });
      continue;
    }
    const section = sections.at(-1);
    if (section) section.text += `${line}\n`;
  }
  const title = sections[0]?.headings[0] ?? path;
  return { path, title, markdown, sections };
}

function toText(heading: string): string {
  return heading.replace(/`/g, "").trim();
}
