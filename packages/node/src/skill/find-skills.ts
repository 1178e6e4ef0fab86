import { basename, join } from "node:path";
import { parseSkill } from "@mortise/client";
import type { SkillFrontmatter } from "@mortise/protocol";
import { MortiseError, SKILL_FILE } from "@mortise/protocol";
import type { Skill } from "@mortise/server";
import type { FileTree } from "./read-tree.ts";

/**
 * Finds the skills in the files of a folder: each folder with a `SKILL.md`, at any depth. A folder
 * that is a skill itself is one skill, under its own name.
 *
 * @throws MortiseError `INVALID_DEFINITION` when there is none, when a folder of the first level holds
 * files and no skill, or when a `SKILL.md` cannot be read; it names the file and the line.
 */
export async function findSkills(root: string, tree: FileTree): Promise<Skill[]> {
  const homes = tree.folders.filter((folder) => tree.files.has(within(folder, SKILL_FILE)));
  const lost = tree.folders.find((folder) => isLost(folder, homes, tree));
  if (homes.length === 0 || lost !== undefined) {
    const folder = join(root, lost ?? "");
    throw new MortiseError(
      "INVALID_DEFINITION",
      `There is no ${SKILL_FILE} in ${folder}; a skill is a folder with a ${SKILL_FILE} in it`,
    );
  }
  const found: Skill[] = [];
  for (const home of homes) found.push(await readSkill(root, home, tree));
  return found;
}

/** Whether a folder of the first level has files, but no skill in it, above it or around it. */
function isLost(folder: string, homes: readonly string[], { files }: FileTree): boolean {
  if (folder === "" || folder.includes("/") || homes.includes("")) return false;
  const start = `${folder}/`;
  const hasSkill = homes.some((home) => home === folder || home.startsWith(start));
  return !hasSkill && [...files.keys()].some((path) => path.startsWith(start));
}

async function readSkill(root: string, home: string, { files }: FileTree): Promise<Skill> {
  const start = home === "" ? "" : `${home}/`;
  const own = [...files].filter(([path]) => path.startsWith(start));
  const manifest = within(home, SKILL_FILE);
  const where = join(root, manifest);
  const { frontmatter } = await parseSkill(readText(files.get(manifest), where), where);
  const hasRootSkill = files.has(SKILL_FILE);
  const path = hasRootSkill ? within(basename(root), home) : home;
  return {
    path,
    // `skills` checks the frontmatter with the rest of the skill.
    frontmatter: frontmatter as SkillFrontmatter,
    files: new Map(own.map(([file, bytes]) => [file.slice(start.length), bytes])),
  };
}

function readText(bytes: Uint8Array | undefined, where: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new MortiseError("INVALID_DEFINITION", `${where} is no skill: it is not UTF-8 text`);
  }
}

function within(folder: string, name: string): string {
  return folder === "" || name === "" ? folder + name : `${folder}/${name}`;
}
