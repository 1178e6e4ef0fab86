import { MortiseError } from "@mortise/protocol";
import type { CompletionReference } from "./client.ts";

/** The protocol's form of a reference (2026-07-28, Completion). */
type WireReference = Extract<CompletionReference, { readonly type: string }>;

/**
 * Returns a reference in the protocol's form.
 *
 * @throws MortiseError `INVALID_OPTION` for a value of neither form.
 */
export function toReference(reference: CompletionReference): WireReference {
  const { prompt, resource, type, name, uri } = { ...reference } as Record<string, unknown>;
  if (typeof prompt === "string") return { type: "ref/prompt", name: prompt };
  if (typeof resource === "string") return { type: "ref/resource", uri: resource };
  if (type === "ref/prompt" && typeof name === "string") return { type, name };
  if (type === "ref/resource" && typeof uri === "string") return { type, uri };
  throw new MortiseError(
    "INVALID_OPTION",
    `${JSON.stringify(reference)} refers to nothing that can be completed; pass { prompt: name } or { resource: uriTemplate }`,
    { data: { option: "reference" } },
  );
}
