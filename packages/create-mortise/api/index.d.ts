// The public declarations of create-mortise. `npx vitest run scripts -u` writes this file.

export interface Project {
  readonly folder: string;
  readonly name: string;
  readonly files: readonly string[];
}

export interface ProjectOptions {
  readonly folder: string;
  readonly template: string;
  readonly name?: string | undefined;
}

export declare const TEMPLATES: readonly Template[];

export interface Template {
  readonly name: string;
  readonly description: string;
  readonly notes: string;
}

export declare function createProject({
  folder,
  template: wanted,
  name
}: ProjectOptions): Project;
