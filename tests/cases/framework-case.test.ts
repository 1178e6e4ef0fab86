import { connect, createNodeHandler } from "@mortise/node";
import { createCaseServer } from "@mortise/testing";
import { afterAll, beforeAll, describe } from "vitest";
import type { Mounted } from "../fixture/framework/mount-handler.ts";
import { FRAMEWORKS } from "../fixture/framework/mount-handler.ts";
import { describeServerCases } from "./describe-server-cases.ts";

describe.each(Object.entries(FRAMEWORKS))("in %s", (_name, mount) => {
  const handler = createNodeHandler(createCaseServer());
  let mounted: Mounted;

  beforeAll(async () => {
    mounted = await mount(handler);
  });

  afterAll(async () => {
    await handler.close();
    await mounted[Symbol.asyncDispose]();
  });

  describeServerCases((options) => connect(mounted.url, options));
});
