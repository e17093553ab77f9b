// The bytes of the console's files: assets.bin, which tools/embed.py makes.
    .section .rodata
    .global jutong_assets_begin
    .balign 16
jutong_assets_begin:
    .incbin "assets.bin"
    .section .note.GNU-stack, "", %progbits
