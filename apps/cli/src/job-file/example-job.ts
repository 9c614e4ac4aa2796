/** The job that `job init` writes: small, runs as it is on `steppe agent -dev`, and shows what people change first. */
export const EXAMPLE_JOB_SHORT = `job "example" {
  group "web" {
    count = 1

    network {
      port "http" {}
    }

    task "server" {
      driver = "raw_exec"

      config {
        command = "python3"
        args    = ["-m", "http.server", "\${NOMAD_PORT_http}"]
      }

      resources {
        cpu    = 100 # MHz
        memory = 64  # MB
      }
    }
  }
}
`;

/** The same, with what there is to say about each part. */
export const EXAMPLE_JOB = `# A job is what you want to run. Register it with "steppe job run <this file>", and see what a
# change would do with "steppe job plan <this file>".
job "example" {
  # "service" runs until it is stopped, "batch" until it is done; "system" and "sysbatch" do so on every node.
  type = "service"

  # Where it may run. Each node says of which datacenter it is; a "*" stands for any text.
  datacenters = ["*"]

  # A new version replaces the allocations of the old one step by step.
  update {
    max_parallel     = 1
    min_healthy_time = "10s"
    healthy_deadline = "5m"

    # Go back to the last version that was healthy when this one is not.
    auto_revert = true
  }

  # Tasks of a group run together on one node; each such placement is an allocation.
  group "web" {
    # How many allocations of it there are.
    count = 1

    # A port without a number is chosen on the node; tasks read it from NOMAD_PORT_http.
    network {
      port "http" {}
    }

    # A task that fails is started again on its node, so often and no more ...
    restart {
      attempts = 2
      interval = "30m"
      delay    = "15s"
      mode     = "fail"
    }

    # ... and then its allocation is replaced, on another node if there is one.
    reschedule {
      delay          = "30s"
      delay_function = "exponential"
      max_delay      = "1h"
      unlimited      = true
    }

    task "server" {
      # What starts it: "docker", "exec", "java", or "raw_exec", which isolates nothing.
      driver = "raw_exec"

      # What the driver needs to know. With "docker" it would be an image and its ports.
      config {
        command = "python3"
        args    = ["-m", "http.server", "\${NOMAD_PORT_http}"]
      }

      env {
        GREETING = "hello"
      }

      # What its node must have free.
      resources {
        cpu    = 100 # MHz
        memory = 64  # MB
      }

      # How much of its output is kept: "steppe alloc logs -job example".
      logs {
        max_files     = 10
        max_file_size = 10
      }
    }
  }
}
`;

/** Two services that talk over Connect, as `job init -connect` writes it. */
export const EXAMPLE_CONNECT_JOB = `# Two groups that talk through sidecars of Consul's Connect. Steppe reads and keeps the connect
# blocks, so that this file stays valid where a mesh is; it starts no sidecar itself.
job "countdash" {
  group "api" {
    network {
      mode = "bridge"
    }

    service {
      name = "count-api"
      port = "9001"

      connect {
        sidecar_service {}
      }
    }

    task "web" {
      driver = "docker"

      config {
        image = "hashicorpdev/counter-api:v3"
      }
    }
  }

  group "dashboard" {
    network {
      mode = "bridge"

      port "http" {
        static = 9002
        to     = 9002
      }
    }

    service {
      name = "count-dashboard"
      port = "http"

      connect {
        sidecar_service {
          proxy {
            upstreams {
              destination_name = "count-api"
              local_bind_port  = 8080
            }
          }
        }
      }
    }

    task "dashboard" {
      driver = "docker"

      env {
        COUNTING_SERVICE_URL = "http://\${NOMAD_UPSTREAM_ADDR_count_api}"
      }

      config {
        image = "hashicorpdev/counter-dashboard:v3"
      }
    }
  }
}
`;
