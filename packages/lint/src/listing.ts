import type { JsonObject, Prompt, Resource, ResourceTemplate, Tool } from "@mortise/protocol";

/** A server as far as it can be seen: its lists, as they were on the wire, and whatever else is known. */
export interface Listing {
  /** The name that the server gives itself. */
  readonly name?: string;
  /** The instructions that the server gives to models. */
  readonly instructions?: string;
  /** The way to the server. Default: unknown. */
  readonly transport?: "stdio" | "http";
  /** The tools of `tools/list`. */
  readonly tools: readonly Tool[];
  /** The prompts of `prompts/list`. Default: none. */
  readonly prompts?: readonly Prompt[];
  /** The resources of `resources/list`. Default: none. */
  readonly resources?: readonly Resource[];
  /** The templates of `resources/templates/list`. Default: none. */
  readonly templates?: readonly ResourceTemplate[];
  /** The files of the server, for the rules that only they can answer. Default: not seen. */
  readonly sources?: readonly SourceText[];
  /** Results that tools gave, for the rules that only they can answer. Default: not seen. */
  readonly results?: readonly SeenResult[];
  /** Pages of views, for the rule that only they can answer. Default: not seen. */
  readonly pages?: readonly SeenPage[];
}

/** The page of a view, as the server gave it. */
export interface SeenPage {
  /** The URI of the view. */
  readonly uri: string;
  /** The whole page. */
  readonly html: string;
  /** The `_meta` of its content. Default: that of the list holds. */
  readonly meta?: JsonObject;
}

/** A file of the server. */
export interface SourceText {
  /** The path, as it is shown. */
  readonly path: string;
  /** JavaScript, with the lines and columns of the original: types are replaced by spaces. */
  readonly code: string;
}

/** The text of a result that a tool gave. */
export interface SeenResult {
  /** The name of the tool. */
  readonly tool: string;
  /** The text that the model reads. */
  readonly text: string;
}
