#!/bin/sh
echo "script $1"
echo "$2"
