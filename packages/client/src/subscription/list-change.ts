/** How a change of a list is asked for, reported, and passed to a callback. */
export const LIST_CHANGES = [
  {
    capability: "tools",
    field: "toolsListChanged",
    method: "notifications/tools/list_changed",
    callback: "onToolsChanged",
  },
  {
    capability: "prompts",
    field: "promptsListChanged",
    method: "notifications/prompts/list_changed",
    callback: "onPromptsChanged",
  },
  {
    capability: "resources",
    field: "resourcesListChanged",
    method: "notifications/resources/list_changed",
    callback: "onResourcesChanged",
  },
] as const;
