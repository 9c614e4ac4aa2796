# Runs on every node, and ships what a task beside it writes; here to its own output.
#   steppe job run log-shipper.nomad.hcl; steppe alloc logs -task ship <allocation>
job "log-shipper" {
  datacenters = ["*"]
  type        = "system"

  group "ship" {
    task "source" {
      driver = "raw_exec"
      config {
        command = "/bin/sh"
        args    = ["-c", "while sleep 0.2; do echo an entry of ${node.unique.name}; done"]
      }
      resources {
        cpu    = 20
        memory = 32
      }
    }

    task "ship" {
      driver = "raw_exec"
      config {
        command = "/bin/sh"
        args    = ["-c", "until [ -e $NOMAD_ALLOC_DIR/logs/source.stdout.0 ]; do sleep 0.1; done; exec tail -n +1 -F $NOMAD_ALLOC_DIR/logs/source.stdout.0"]
      }
      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
