# This machine's Node and busybox, laid out by tools/build-local-images.mjs.
FROM scratch
COPY . /
RUN ["/bin/busybox", "--install", "-s"]
CMD ["node"]
