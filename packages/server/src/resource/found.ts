import type { UriTemplateValue } from "@mortise/protocol";
import type { CompiledResource, CompiledTemplate } from "./compile-resource.ts";

/** The entry that answers to a URI, with the values of its variables if it is a template. */
export type Found =
  | { readonly entry: CompiledResource; readonly variables: undefined }
  | { readonly entry: CompiledTemplate; readonly variables: Record<string, UriTemplateValue> };
