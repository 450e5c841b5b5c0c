# keras_gans on a CPU, with TensorFlow.
#
#     docker build -t keras-gans .
#     docker run --rm -v "$PWD:/work" keras-gans train conditionalgan
FROM python:3.12-slim

COPY . /src
RUN pip install --no-cache-dir /src && rm -r /src

# A user without privileges, with a home that others can write, too: with
# `--user $(id -u)`, files belong to you.
RUN useradd --create-home --uid 1000 gan && chmod 777 /home/gan
USER 1000
ENV HOME=/home/gan
WORKDIR /work
ENTRYPOINT ["keras-gans"]
CMD ["--help"]
