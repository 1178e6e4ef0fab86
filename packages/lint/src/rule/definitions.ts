import type { Subject } from "../finding.ts";
import type { Evidence } from "../view/evidence.ts";

/** A definition as it was listed, and its name in findings. */
export interface Definition {
  readonly subject: Subject;
  readonly definition: unknown;
}

/** Gives every definition of a server, and its instructions. */
export function definitionsOf({
  listing,
  tools,
  prompts,
  resources,
  templates,
}: Evidence): Definition[] {
  const { instructions } = listing;
  return [
    ...(instructions === undefined
      ? []
      : [{ subject: { kind: "server" } as const, definition: { instructions } }]),
    ...tools.map((tool) => ({
      subject: { kind: "tool", name: tool.name } as const,
      definition: tool,
    })),
    ...prompts.map((prompt) => ({
      subject: { kind: "prompt", name: prompt.name } as const,
      definition: prompt,
    })),
    ...resources.map((resource) => ({
      subject: { kind: "resource", name: resource.uri } as const,
      definition: resource,
    })),
    ...templates.map((template) => ({
      subject: { kind: "template", name: template.uriTemplate } as const,
      definition: template,
    })),
  ];
}
