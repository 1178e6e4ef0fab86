/**
 * Makes new projects with Mortise: servers and agents, with their tests.
 *
 * @module
 */
export { createProject, type Project, type ProjectOptions } from "./create-project.ts";
export { TEMPLATES, type Template } from "./template.ts";
