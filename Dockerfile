# One image for every service: `docker run steppe job-api`, `docker run steppe node-agent`, …
ARG BASE_IMAGE=node:24-bookworm-slim

FROM ${BASE_IMAGE} AS build
LABEL org.opencontainers.image.title=steppe
WORKDIR /steppe
COPY . .
# A context that brings node_modules is already built (tools/build-local-images.mjs makes one where no registry can be
# reached); a checkout never does, see .dockerignore.
RUN [ -d node_modules ] || { npm ci && npx tsc -b apps/cli && npm prune --omit=dev; }

FROM ${BASE_IMAGE}
LABEL org.opencontainers.image.title=steppe org.opencontainers.image.licenses=Apache-2.0
ENV NODE_ENV=production
WORKDIR /steppe
COPY --from=build /steppe .
# `exec` makes the service the first process, which gets the signals.
ENTRYPOINT ["sh", "-c", "exec node \"apps/$0/dist/main.js\" \"$@\""]
CMD ["job-api"]
