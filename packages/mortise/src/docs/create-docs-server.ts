import { join } from "node:path";
import { skillFolder } from "@mortise/node";
import { ToolError } from "@mortise/protocol";
import type { Server } from "@mortise/server";
import { createServer } from "@mortise/server";
import { readInstalledPackage } from "../target/installed-package.ts";
import type { Page } from "./page.ts";
import { readPages } from "./read-pages.ts";
import { indexPages } from "./search-pages.ts";

const INSTRUCTIONS = `The documentation of Mortise, the TypeScript toolkit for MCP servers, clients and agents, of the installed version. Search with a few words, then read the page or the part that answers. The skill write-an-mcp-server has the rules.`;

const READ_ONLY = { readOnlyHint: true, idempotentHint: true, openWorldHint: false };

const DEFAULT_LIMIT = 6;

const SEARCH = {
  description: "Find the parts of the Mortise documentation that have some words.",
  input: {
    type: "object",
    properties: {
      query: {
        type: "string",
        description: "a few words or the name of an option, e.g. retryable tool error",
        minLength: 1,
        maxLength: 300,
      },
      limit: {
        type: "integer",
        description: `how many parts, best first (default ${DEFAULT_LIMIT})`,
        minimum: 1,
        maximum: 20,
      },
    },
    required: ["query"],
    additionalProperties: false,
  },
  output: {
    type: "object",
    properties: {
      results: {
        type: "array",
        items: {
          type: "object",
          properties: {
            page: { type: "string", description: "give it to read_page" },
            heading: { type: "string", description: "the headings that lead to the part" },
            excerpt: { type: "string", description: "Markdown" },
          },
          required: ["page", "heading", "excerpt"],
        },
      },
    },
    required: ["results"],
  },
  annotations: READ_ONLY,
  timeout: "10s",
} as const;

const READ = {
  description: "Read a page of the Mortise documentation, or one part of it.",
  input: {
    type: "object",
    properties: {
      page: { type: "string", description: "its path, e.g. guide/servers.md" },
      heading: { type: "string", description: "one part: the last of its headings" },
    },
    required: ["page"],
    additionalProperties: false,
  },
  annotations: READ_ONLY,
  timeout: "10s",
} as const;

/** Creates a server of the documentation: `search_docs`, `read_page`, each page as a resource, and the skill. */
export async function createDocsServer(): Promise<Server<unknown>> {
  const { root, version } = readInstalledPackage();
  const pages = readPages();
  const search = indexPages(pages);
  const name = "mortise-docs";
  const server = createServer({ name, version, instructions: INSTRUCTIONS }).extend(
    await skillFolder(join(root, "skills"), { watch: false }),
  );
  server.tool("search_docs", SEARCH, (input) => {
    const { query, limit = DEFAULT_LIMIT } = input as unknown as SearchRequest;
    return { results: [...search(query, limit)] };
  });
  server.tool("read_page", READ, (input) => readPart(pages, input as unknown as PartRequest));
  for (const { path, title, markdown } of pages) {
    const description = title;
    server.resource(
      `mortise-docs:///${path}`,
      { name: path, title, description, mimeType: "text/markdown" },
      () => markdown,
    );
  }
  return server;
}

interface SearchRequest {
  readonly query: string;
  readonly limit?: number;
}

interface PartRequest {
  readonly page: string;
  readonly heading?: string;
}

function readPart(pages: readonly Page[], { page: wanted, heading }: PartRequest): string {
  const bare = wanted.replace(/^mortise-docs:\/\/\/|^(?:\.\.?\/)+|#.*$/g, "");
  const page = pages.find(({ path }) =>
    [path, path.replace(/\.md$/, "")].some((name) => isEnd(name, bare)),
  );
  if (!page) {
    const names = pages.map(({ path }) => path).join(", ");
    throw new ToolError(`There is no page ${wanted}; there are ${names}`, { code: "not_found" });
  }
  if (heading === undefined) return page.markdown;
  const last = heading.split(" > ").at(-1)?.replace(/[`#]/g, "").trim().toLowerCase() ?? "";
  const at = page.sections.findIndex(({ headings }) => headings.at(-1)?.toLowerCase() === last);
  const found = page.sections[at];
  if (!found) {
    const names = page.sections.map(({ headings }) => headings.at(-1)).join(", ");
    const message = `${page.path} has no part ${JSON.stringify(heading)}; it has ${names}`;
    throw new ToolError(message, { code: "not_found" });
  }
  const depth = found.headings.length;
  const below = page.sections.slice(at + 1);
  const end = below.findIndex(({ headings }) => headings.length <= depth);
  return [found, ...below.slice(0, end < 0 ? below.length : end)]
    .map(({ headings, text }) => `${"#".repeat(headings.length)} ${headings.at(-1)}\n${text}`)
    .join("")
    .trim();
}

/** Whether a path is meant by its end, as links within the pages write it. */
function isEnd(path: string, written: string): boolean {
  return written !== "" && (path === written || path.endsWith(`/${written}`));
}
