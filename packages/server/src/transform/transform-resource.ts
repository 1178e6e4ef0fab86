import type { Annotations } from "@mortise/protocol";
import type { CompiledResource, CompiledTemplate } from "../resource/compile-resource.ts";
import { presentMembers, presentVisibility } from "./present.ts";
import type { ResourceTransform } from "./transform-options.ts";

/** Makes the resource, or the family, by which another is presented; its URIs stay. */
export function transformResource(
  resource: CompiledResource | CompiledTemplate,
  change: ResourceTransform,
): CompiledResource | CompiledTemplate {
  const { name } = change;
  const present = <Listed extends { readonly annotations?: Annotations }>(
    listed: Listed,
  ): Listed => ({
    ...listed,
    ...presentMembers(change),
    ...(name !== undefined && { name }),
    ...(change.annotations && { annotations: { ...listed.annotations, ...change.annotations } }),
  });
  const uri = "uri" in resource ? resource.uri : resource.template.template;
  const visibility = presentVisibility(resource, change, `resource ${uri}`);
  return "uri" in resource
    ? { ...resource, ...visibility, listed: present(resource.listed) }
    : { ...resource, ...visibility, listed: present(resource.listed) };
}
