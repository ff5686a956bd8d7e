/**
 * A pipeline of about `jobs` jobs in the shape that people write: a login for all, a template, and for each image two
 * builds on runners of their own and the job that joins them. About 400 bytes a job.
 */
export function makePipeline(jobs: number): string {
  const parts = [head];
  for (let made = 0, image = 0; made < jobs; image++) {
    const group = [build(image, "amd64", "linux/amd64"), build(image, "arm64", "linux/arm64/v8"), join(image)];
    const taken = group.slice(0, jobs - made);
    parts.push(...taken);
    made += taken.length;
  }
  return parts.join("\n");
}

/** The offset in the last build of the middle image where a person types: inside of the tag of its script. */
export function placeToType(text: string): number {
  const middle = text.indexOf("-t $IMAGE:", text.length / 2);
  const at = middle < 0 ? text.lastIndexOf("-t $IMAGE:") : middle;
  return at + "-t $IMAGE:".length;
}

const head = `stages: [build, publish]

variables:
  STORAGE_DRIVER: vfs
  BUILDAH_FORMAT: docker

default:
  image: quay.io/buildah/stable:v1.39.3
  before_script:
    - echo "$CI_REGISTRY_PASSWORD" | buildah login -u "$CI_REGISTRY_USER" --password-stdin $CI_REGISTRY

.build:
  stage: build
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
`;

function build(image: number, architecture: string, platform: string): string {
  return `build-${image}-${architecture}:
  extends: .build
  tags: [saas-linux-small-${architecture}]
  variables:
    IMAGE: $CI_REGISTRY_IMAGE/app-${image}
  script:
    - echo "building app ${image} for ${architecture}"
    - buildah build --platform=${platform} --build-arg APP=${image} -f apps/${image}/Containerfile -t $IMAGE:$CI_COMMIT_SHORT_SHA-${architecture} apps/${image}
    - buildah push $IMAGE:$CI_COMMIT_SHORT_SHA-${architecture}
`;
}

function join(image: number): string {
  return `join-${image}:
  extends: .build
  stage: publish
  needs: [build-${image}-amd64, build-${image}-arm64]
  variables:
    IMAGE: $CI_REGISTRY_IMAGE/app-${image}
  script:
    - buildah manifest create $IMAGE:$CI_COMMIT_SHORT_SHA
    - for a in amd64 arm64; do buildah manifest add $IMAGE:$CI_COMMIT_SHORT_SHA docker://$IMAGE:$CI_COMMIT_SHORT_SHA-$a; done
    - buildah manifest push --all $IMAGE:$CI_COMMIT_SHORT_SHA
`;
}
