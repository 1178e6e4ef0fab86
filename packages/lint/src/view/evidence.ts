import type { Prompt, Resource, ResourceTemplate, Tool } from "@mortise/protocol";
import type { Listing } from "../listing.ts";
import type { ServerSource } from "../source/server-source.ts";
import type { Adapted, AgentView } from "./agent-view.ts";

/** Everything that rules look at, read once for all of them. */
export interface Evidence {
  readonly listing: Listing;
  /** Every tool, those for views alone among them. */
  readonly tools: readonly Tool[];
  /** The tools that hosts give to models. */
  readonly modelTools: readonly Tool[];
  readonly prompts: readonly Prompt[];
  readonly resources: readonly Resource[];
  readonly templates: readonly ResourceTemplate[];
  /** The tools as the agent makes them fit for each provider. */
  readonly adapted: readonly Adapted[];
  /** The tools as each provider receives them. */
  readonly views: readonly AgentView[];
  /** The sources; `undefined` when they were not seen. */
  readonly source: ServerSource | undefined;
}
