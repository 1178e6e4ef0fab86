import { validate as deployment } from "kubernetes-models/_schemas/IoK8sApiAppsV1Deployment";
import { validate as autoscaler } from "kubernetes-models/_schemas/IoK8sApiAutoscalingV2HorizontalPodAutoscaler";
import { validate as service } from "kubernetes-models/_schemas/IoK8sApiCoreV1Service";
import { validate as ingress } from "kubernetes-models/_schemas/IoK8sApiNetworkingV1Ingress";
import { validate as budget } from "kubernetes-models/_schemas/IoK8sApiPolicyV1PodDisruptionBudget";
import type { Manifest } from "./render-chart.ts";

/** A schema that ajv has compiled, which the package declares without its errors. */
interface Validate {
  (data: unknown): boolean;
  readonly errors?:
    | readonly {
        readonly instancePath: string;
        readonly keyword: string;
        readonly params: unknown;
      }[]
    | null;
}

const SCHEMAS = new Map<string, Validate>(
  Object.entries({
    "apps/v1 Deployment": deployment,
    "autoscaling/v2 HorizontalPodAutoscaler": autoscaler,
    "v1 Service": service,
    "networking.k8s.io/v1 Ingress": ingress,
    "policy/v1 PodDisruptionBudget": budget,
  }),
);

/**
 * Finds what the schemas of Kubernetes refuse in a manifest, and the keys that they do not know, which the API server drops in silence.
 *
 * @throws Error for a kind that no schema here is for.
 */
export function checkManifest(manifest: Manifest): string[] {
  const kind = `${manifest.apiVersion} ${manifest.kind}`;
  const validate = SCHEMAS.get(kind);
  if (validate === undefined) throw new Error(`No schema for ${kind}`);
  const unread = new Set<string>();
  validate(watch(manifest, "", unread));
  const issues = (validate.errors ?? []).map(
    ({ instancePath, keyword, params }) => `${instancePath} ${keyword} ${JSON.stringify(params)}`,
  );
  return [...issues, ...[...unread].map((path) => `${path} is unknown`)];
}

/** A view of a value. The compiled schemas read each property that they know, so that those never read are unknown. */
function watch(value: Manifest, path: string, unread: Set<string>): Manifest {
  if (typeof value !== "object" || value === null) return value;
  const views = new Map<string, Manifest>();
  for (const key of Object.keys(value)) unread.add(`${path}/${key}`);
  return new Proxy(value, {
    get(target, key) {
      if (typeof key !== "string" || !Object.hasOwn(target, key)) return Reflect.get(target, key);
      unread.delete(`${path}/${key}`);
      const view = views.get(key) ?? watch(target[key], `${path}/${key}`, unread);
      views.set(key, view);
      return view;
    },
  });
}
