# A piece of work that fails twice, and is tried again on the same node.
#   steppe job run batch.nomad.hcl; steppe alloc status <allocation>
job "batch" {
  datacenters = ["*"]
  type        = "batch"

  group "work" {
    restart {
      attempts = 3
      interval = "5m"
      delay    = "1s"
      mode     = "fail"
    }

    task "count" {
      driver = "raw_exec"

      config {
        command = "/bin/sh"
        args    = ["-c", "echo try >> $NOMAD_ALLOC_DIR/data/tries; test $(wc -l < $NOMAD_ALLOC_DIR/data/tries) -ge 3"]
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
