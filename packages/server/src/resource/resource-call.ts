import type { UriTemplateValue } from "@mortise/protocol";
import { EntryCall } from "../handler/entry-call.ts";
import type { CompiledResource, CompiledTemplate } from "./compile-resource.ts";

/** One `resources/read`. */
export class ResourceCall extends EntryCall<CompiledResource | CompiledTemplate> {
  /** The values of the variables of a template. */
  variables: Readonly<Record<string, UriTemplateValue>> | undefined;

  get where(): string {
    return `resource ${this.shownUri}`;
  }

  get timeout(): number {
    return this.entry.timeout;
  }

  /** The URI under the handler's names. */
  get uri(): string {
    return this.request.params?.["uri"] as string;
  }

  /** The URI as the client named it. */
  get shownUri(): string {
    return this.sentName(this.uri);
  }
}
