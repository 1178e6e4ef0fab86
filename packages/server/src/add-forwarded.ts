import { MortiseError } from "@mortise/protocol";
import type { Catalogue } from "./catalogue/catalogue.ts";
import type { Forwardable } from "./forward/forward.ts";
import type { Forwarding } from "./forward/forward-entry.ts";
import {
  forwardPrompt,
  forwardResource,
  forwardTemplate,
  forwardTool,
} from "./forward/forward-entry.ts";

/** A forwarded thing with its kind. */
interface Forwarded<Kind extends keyof Forwardable = keyof Forwardable> {
  readonly kind: Kind;
  readonly listed: Forwardable[Kind];
}

/** Adds the entry of a forwarded thing to a catalogue. */
export function addForwarded(
  catalogue: Catalogue,
  { kind, listed }: Forwarded,
  forwarding: Forwarding,
): void {
  if (typeof listed !== "object" || listed === null) {
    const message = `forward needs the ${kind} as the other server lists it, not ${listed === null ? "null" : typeof listed}`;
    throw new MortiseError("INVALID_DEFINITION", message);
  }
  if (kind === "tool") {
    const entry = forwardTool(listed as Forwardable["tool"], forwarding);
    catalogue.add("tools", entry.name, entry);
  } else if (kind === "prompt") {
    const entry = forwardPrompt(listed as Forwardable["prompt"], forwarding);
    catalogue.add("prompts", entry.name, entry);
  } else if (kind === "resource") {
    const entry = forwardResource(listed as Forwardable["resource"], forwarding);
    catalogue.add("resources", entry.uri, entry);
  } else if (kind === "resourceTemplate") {
    const entry = forwardTemplate(listed as Forwardable["resourceTemplate"], forwarding);
    catalogue.add("templates", entry.template.template, entry);
  } else {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `forward takes "tool", "resource", "resourceTemplate" or "prompt", one at a time, not ${JSON.stringify(kind)}`,
    );
  }
}
