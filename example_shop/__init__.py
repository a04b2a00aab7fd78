"""An Oscar shop with support_plugin installed: saffron, tea, pistachios, ceramics, rugs and books."""
