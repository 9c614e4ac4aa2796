# This machine's nats-server, laid out by tools/build-local-images.mjs; called as the public image `nats` is.
ARG BASE_IMAGE
FROM ${BASE_IMAGE}
COPY . /
ENTRYPOINT ["nats-server"]
