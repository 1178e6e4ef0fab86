import type { ClientExtension } from "@mortise/client";

/** The page shows views (SEP-1865, Client capability). */
export const VIEWS: ClientExtension = {
  id: "io.modelcontextprotocol/ui",
  settings: { mimeTypes: ["text/html;profile=mcp-app"] },
};
