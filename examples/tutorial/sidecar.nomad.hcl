# A main task with one that prepares its data before, one that runs beside it, and one that cleans up after it.
#   steppe job run sidecar.nomad.hcl; steppe alloc logs -task beside <allocation>
job "sidecar" {
  datacenters = ["*"]
  type        = "batch"

  group "app" {
    task "before" {
      driver = "raw_exec"
      lifecycle {
        hook = "prestart"
      }
      config {
        command = "/bin/sh"
        args    = ["-c", "echo prepared > $NOMAD_ALLOC_DIR/data/state"]
      }
      resources {
        cpu    = 20
        memory = 32
      }
    }

    task "beside" {
      driver = "raw_exec"
      lifecycle {
        hook    = "prestart"
        sidecar = true
      }
      config {
        command = "/bin/sh"
        args    = ["-c", "while sleep 0.1; do cat $NOMAD_ALLOC_DIR/data/state; done"]
      }
      resources {
        cpu    = 20
        memory = 32
      }
    }

    task "main" {
      driver = "raw_exec"
      config {
        command = "/bin/sh"
        args    = ["-c", "grep prepared $NOMAD_ALLOC_DIR/data/state && sleep 1 && echo worked > $NOMAD_ALLOC_DIR/data/state && sleep 1"]
      }
      resources {
        cpu    = 20
        memory = 32
      }
    }

    task "after" {
      driver = "raw_exec"
      lifecycle {
        hook = "poststop"
      }
      config {
        command = "/bin/sh"
        args    = ["-c", "echo cleaned up after $(cat $NOMAD_ALLOC_DIR/data/state)"]
      }
      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
