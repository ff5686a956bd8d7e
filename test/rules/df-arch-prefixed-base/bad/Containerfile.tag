ARG TAG=22
FROM docker.io/library/node:$TAG
#    ^^^^^^^^^^^^^^^^^^^^^^^^^^^ df-arch-prefixed-base
