# A backup every night; never two at the same time.
#   steppe job run backup.nomad.hcl; steppe job periodic force backup
job "backup" {
  datacenters = ["*"]
  type        = "batch"

  periodic {
    crons            = ["30 3 * * *"]
    prohibit_overlap = true
    time_zone        = "Europe/Berlin"
  }

  group "backup" {
    ephemeral_disk {
      size = 200
    }

    task "archive" {
      driver = "raw_exec"

      config {
        command = "/bin/sh"
        args    = ["-c", "tar -czf $NOMAD_ALLOC_DIR/data/etc.tar.gz -C /etc hostname && ls $NOMAD_ALLOC_DIR/data"]
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
