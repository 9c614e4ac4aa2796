job "j" {
  type = "TYPE"
  update { max_parallel = 3 }
  reschedule { attempts = 4 }
  migrate { max_parallel = 7 }
  group "g" {
    restart { attempts = 9 }
    update { canary = 1 }
    scaling { max = 3 }
    task "t" {
      driver = "docker"
      restart { mode = "delay" }
      resources { cores = 2 }
      template {
        change_mode = "signal" 
        change_signal = "sighup"
      }
      vault {
        change_mode = "signal" 
        change_signal = "sigusr1"
      }
      service {
        name = "x-${JOB}-${BASE}" 
        on_update = "ignore" 
        check_restart { limit = 3 }
        check { type = "http" } 
        check {
          check_restart { grace = "4s" } 
        }
      }
     artifact { mode = "file" }
     artifact {
       mode = "dir" 
       source = "x"
     }
     logs { enabled = false }
     csi_plugin { id = "x" }
      volume_mount { volume = "q" }
    }
    disconnect { lost_after = "1h" }
    network {
      port "x" { static = 5 }
    }
    ephemeral_disk { sticky = true }
    spread { weight = 0 }
    service { name = "" }
  }
}
