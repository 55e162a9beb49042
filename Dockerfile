# An image of the server: docs/container.md. The first stage builds the wheel, with the web console; the second has
# neither compilers nor sources, only the locked requirements and the wheel.

FROM python:3.11-slim AS build
WORKDIR /build
COPY . .
RUN LIMEN_CONSOLE=require pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/limen limen \
    && install --directory --owner limen --mode 0700 /var/lib/limen
COPY requirements/server.txt /wheels/
RUN pip install --no-cache-dir --require-hashes --requirement /wheels/server.txt
COPY --from=build /wheels/*.whl /wheels/
RUN pip install --no-cache-dir --no-deps /wheels/*.whl && rm -r /wheels

USER limen
ENV LIMEN_DATA_DIR=/var/lib/limen \
    LIMEN_HOST=0.0.0.0 \
    PYTHONDONTWRITEBYTECODE=1
VOLUME /var/lib/limen
EXPOSE 4260
# Inside the container the listener is on every address; which of them the world reaches is the port mapping's choice.
HEALTHCHECK --start-period=60s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:4260/readyz', timeout=3)"]
ENTRYPOINT ["limen"]
CMD ["serve"]
