import { match } from "node:assert/strict";
import type { MemoryTokenStore } from "@mortise/auth";
import { oauth } from "@mortise/auth";
import { openOfficial } from "../observer.ts";
import { peers } from "../peers.ts";
import { inNode } from "../reach.ts";

/** Calls our server through supergateway, which signs no user in but carries the token of a login that is stored. */
export async function callThroughGateway(url: string, store: MemoryTokenStore): Promise<void> {
  const { signal } = new AbortController();
  const headers = await oauth({ store }).headers({ method: "POST", url, signal });
  const token = new Headers(headers as Record<string, string>).get("authorization") ?? "";
  const args = ["--streamableHttp", url, "--logLevel", "none"];
  args.push("--oauth2Bearer", token.replace("Bearer ", ""));
  const gateway = inNode(peers.path("supergateway/dist/index.js"), args);
  await using client = await openOfficial(gateway);
  match(JSON.stringify(await client.call("whoami", {})), /read/);
}
