FROM docker.io/library/alpine:3.20 AS app
COPY app /app
FROM app
HEALTHCHECK NONE
