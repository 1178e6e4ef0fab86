import type { Client, RequestOptions } from "@mortise/client";
import type { SeenPage } from "@mortise/lint";
import type { Resource } from "@mortise/protocol";
import { writeNote } from "../../output/note.ts";
import { describeFailure } from "../../output/report-error.ts";

/** More pages than any server has views; a list without end is cut off here. */
const MAX_PAGES = 100;

/** Reads the pages of views; one that cannot be read is named in a note, and left out. */
export async function readPages(
  client: Client,
  resources: readonly Resource[],
  options: RequestOptions,
): Promise<SeenPage[]> {
  const views = resources.filter(({ uri }) => typeof uri === "string" && uri.startsWith("ui://"));
  const pages: SeenPage[] = [];
  for (const { uri } of views.slice(0, MAX_PAGES)) {
    try {
      const { contents } = await client.readResource(uri, options);
      const [first] = contents;
      if (first === undefined || !("text" in first) || typeof first.text !== "string") continue;
      pages.push({ uri, html: first.text, ...(first._meta && { meta: first._meta }) });
    } catch (error) {
      options.signal?.throwIfAborted();
      writeNote(`The page ${uri} is not reviewed. ${describeFailure(error)[0] ?? ""}`);
    }
  }
  return pages;
}
