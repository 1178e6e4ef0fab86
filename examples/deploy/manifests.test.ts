import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { IMAGE, startContainer } from "./start-container.ts";

function readText(name: string): string {
  return readFileSync(new URL(name, import.meta.url), "utf8");
}

// biome-ignore lint/suspicious/noExplicitAny: the tests below are what checks the shape
type Manifest = any;

const compose: Manifest = parse(readText("compose.yaml"));
const documents = parseAllDocuments(readText("kubernetes.yaml"));
const manifests = new Map<string, Manifest>(
  documents.map((document) => {
    expect(document.errors).toEqual([]);
    const manifest: Manifest = document.toJS();
    return [manifest.kind, manifest];
  }),
);
const deployment = manifests.get("Deployment");
const pod = deployment.spec.template.spec;
const [container] = pod.containers;

/** The grace in which the server lets calls finish, in seconds. */
const GRACE = Number(/grace: "(\d+)s"/.exec(readText("container.ts"))?.[1]);

test("each kind is there once", () => {
  expect([...manifests.keys()].sort()).toEqual([
    "Deployment",
    "HorizontalPodAutoscaler",
    "Ingress",
    "PodDisruptionBudget",
    "Service",
  ]);
  expect(documents.length).toBe(manifests.size);
});

test("labels and names that select each other agree", () => {
  const { labels } = deployment.spec.template.metadata;
  expect(deployment.spec.selector.matchLabels).toEqual(labels);
  expect(manifests.get("Service").spec.selector).toEqual(labels);
  expect(manifests.get("PodDisruptionBudget").spec.selector.matchLabels).toEqual(labels);
  const { scaleTargetRef, minReplicas } = manifests.get("HorizontalPodAutoscaler").spec;
  const { apiVersion, kind, metadata } = deployment;
  expect(scaleTargetRef).toEqual({ apiVersion, kind, name: metadata.name });
  expect(minReplicas).toBeGreaterThan(1);
  // The autoscaler would be overruled by each apply.
  expect(deployment.spec).not.toHaveProperty("replicas");
});

test("ports agree from the image to the ingress", () => {
  const [port] = container.ports;
  expect(port.containerPort).toBe(IMAGE.port);
  const env = new Map(container.env.map((one: Manifest) => [one.name, one.value]));
  expect(env.get("PORT")).toBe(String(IMAGE.port));
  const service = manifests.get("Service");
  expect(service.spec.ports[0].targetPort).toBe(port.name);
  const [rule] = manifests.get("Ingress").spec.rules;
  const [path] = rule.http.paths;
  expect(path.backend.service.name).toBe(service.metadata.name);
  expect(path.backend.service.port.name).toBe(service.spec.ports[0].name);
  expect(env.get("PUBLIC_HOSTS")).toBe(rule.host);
  expect(compose.services.routes.expose).toEqual([String(IMAGE.port)]);
  expect(readText("Caddyfile")).toContain(`{$UPSTREAM:routes:${IMAGE.port}}`);
  expect(readText("nginx.conf")).toContain(`server routes:${IMAGE.port};`);
});

test("the server answers the path of each probe, whatever the host", async () => {
  await using running = await startContainer({ PUBLIC_HOSTS: "tools.example.com" });
  for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"]) {
    const { path, port } = container[probe].httpGet;
    expect(port).toBe(container.ports[0].name);
    expect((await fetch(`${running.origin}${path}`)).status, probe).toBe(200);
  }
});

test("the time until SIGKILL is longer than the calls may take", () => {
  const { seconds } = container.lifecycle.preStop.sleep;
  expect(GRACE).toBeGreaterThan(0);
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(seconds + GRACE);
  expect(Number.parseInt(compose.services.routes.stop_grace_period, 10)).toBeGreaterThan(GRACE);
});

test("the container may do no more than it needs", () => {
  expect(pod.automountServiceAccountToken).toBe(false);
  expect(pod.securityContext).toMatchObject({
    runAsNonRoot: true,
    runAsUser: IMAGE.user,
    runAsGroup: IMAGE.group,
  });
  expect(container.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  });
  const { read_only, cap_drop } = compose.services.routes;
  expect([read_only, cap_drop]).toEqual([true, ["ALL"]]);
});

test("requests go to any instance, without sticky sessions (kubernetes-sigs/mcp-lifecycle-operator#143, SolaceProducts/solace-broker-mcp#358, stacklok/toolhive#5738)", () => {
  expect(manifests.get("Service").spec).not.toHaveProperty("sessionAffinity");
  const { annotations } = manifests.get("Ingress").metadata;
  expect(Object.keys(annotations).filter((name) => /affinity|cookie|hash/.test(name))).toEqual([]);
  for (const name of ["nginx.conf", "Caddyfile", "compose.yaml"]) {
    expect(readText(name), name).not.toMatch(/hash|sticky|cookie|lb_policy/);
  }
});

test("each docker run of the docs keeps the container in front, with its input and signals (docdyhr/mcp-wordpress#220)", () => {
  const files = ["Dockerfile", "../../packages/create-mortise/project/Dockerfile"];
  const guides = new URL("../../docs/guide/", import.meta.url);
  for (const name of readdirSync(guides)) files.push(`../../docs/guide/${name}`);
  const runs = files.flatMap((name) => readText(name).match(/docker run.*/g) ?? []);
  expect(runs.length).toBeGreaterThan(2);
  for (const run of runs) expect(run).not.toMatch(/ (-\w*d\w*|--detach)\b/);
});

test("instances share a backplane and keys, and secrets are in no file", () => {
  const env = new Map<string, Manifest>(container.env.map((one: Manifest) => [one.name, one]));
  for (const name of ["MORTISE_BACKPLANE", "MORTISE_STATE_KEYS"]) {
    expect(env.get(name).valueFrom.secretKeyRef.name, name).toBe("routes");
    expect(compose.services.routes.environment[name], name).toContain(":?}");
  }
  const { deploy, environment } = compose.services.routes;
  expect(environment.MORTISE_INSTANCES).toBe(String(deploy.replicas));
  expect(environment.MORTISE_BACKPLANE).toMatch(/^postgres:\/\/.*@database:/);
});

test.each(["Dockerfile", "nginx.conf", "Caddyfile"])("the guide shows %s as it is", (name) => {
  expect(readText("../../docs/guide/deploying.md")).toContain(readText(name));
});
